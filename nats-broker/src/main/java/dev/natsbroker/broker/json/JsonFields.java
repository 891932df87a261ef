package dev.natsbroker.broker.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The fields of a Go struct in the order of their declaration, which is the order in which they are written: name, type,
 * getter, setter, each said once. Immutable once built.
 *
 * <pre>{@code
 * JsonFields<Republish, Draft> FIELDS = JsonFields.<Republish, Draft>of("server.RePublish")
 *         .optional("src", TEXT, Republish::source, (draft, value) -> draft.source = value)
 *         .field("dest", TEXT, Republish::destination, (draft, value) -> draft.destination = value)
 *         .build();
 * }</pre>
 *
 * @param <T> the value that is written
 * @param <B> what is filled when reading, usually a builder of T
 */
public final class JsonFields<T, B> {
    private final String goType;
    private final List<Field<T, B, ?>> fields;

    private JsonFields(String goType, List<Field<T, B, ?>> fields) {
        this.goType = goType;
        this.fields = List.copyOf(fields);
    }

    /**
     * Begins a table.
     *
     * @param goType the name in error texts; as the root of a document without, elsewhere with its package
     */
    public static <T, B> Builder<T, B> of(String goType) {
        return new Builder<>(goType);
    }

    String goType() {
        return goType;
    }

    /** Writes an object. */
    public void write(JsonGenerator json, T value) {
        json.writeStartObject();
        writeMembers(json, value);
        json.writeEndObject();
    }

    /** Writes the members alone, for objects that have more than these. */
    public void writeMembers(JsonGenerator json, T value) {
        for (Field<T, B, ?> field : fields) {
            field.write(json, value);
        }
    }

    /** Reads an object into the target and returns the target. */
    B read(GoJsonReader in, B target) {
        in.beginObject(goType);
        while (in.nextName()) {
            readMember(in, target);
            in.endMember();
        }
        return target;
    }

    private void readMember(GoJsonReader in, B target) {
        Field<T, B, ?> field = find(in.name());
        if (field != null && field.isReadable()) {
            field.read(in, target);
        } else if (in.isStrict()) {
            throw in.unknownField();
        } else {
            in.skipValue();
        }
    }

    private @Nullable Field<T, B, ?> find(String name) {
        Field<T, B, ?> inOtherCase = null;
        for (Field<T, B, ?> field : fields) {
            if (field.name.equals(name)) {
                return field;
            }
            if (inOtherCase == null && field.name.equalsIgnoreCase(name)) {
                inOtherCase = field;
            }
        }
        return inOtherCase;
    }

    /** Collects the fields of a table. */
    public static final class Builder<T, B> {
        private final String goType;
        private final List<Field<T, B, ?>> fields = new ArrayList<>();

        private Builder(String goType) {
            this.goType = goType;
        }

        /** A field that is always written. */
        public <V extends @Nullable Object> Builder<T, B> field(
                String name, JsonType<V> type, Function<T, V> getter, BiConsumer<B, V> setter) {
            fields.add(new Field<>(name, type, getter, setter, false));
            return this;
        }

        /** A field that is left out while it is empty ({@code omitempty}). */
        public <V extends @Nullable Object> Builder<T, B> optional(
                String name, JsonType<V> type, Function<T, V> getter, BiConsumer<B, V> setter) {
            fields.add(new Field<>(name, type, getter, setter, true));
            return this;
        }

        /** A field that is always written and never read. */
        public <V extends @Nullable Object> Builder<T, B> field(String name, JsonType<V> type, Function<T, V> getter) {
            fields.add(new Field<>(name, type, getter, null, false));
            return this;
        }

        /** A field that is left out while it is empty and never read. */
        public <V extends @Nullable Object> Builder<T, B> optional(
                String name, JsonType<V> type, Function<T, V> getter) {
            fields.add(new Field<>(name, type, getter, null, true));
            return this;
        }

        /** All fields of another table, as Go does with an embedded struct. */
        public <U, C> Builder<T, B> include(JsonFields<U, C> embedded, Function<T, U> getter, Function<B, C> builder) {
            for (Field<U, C, ?> field : embedded.fields) {
                fields.add(field.embedded(getter, builder));
            }
            return this;
        }

        public JsonFields<T, B> build() {
            return new JsonFields<>(goType, fields);
        }
    }

    private static final class Field<T, B, V extends @Nullable Object> {
        private final String name;
        private final JsonType<V> type;
        private final Function<T, V> getter;
        private final @Nullable BiConsumer<B, V> setter;
        private final boolean isOptional;

        Field(
                String name,
                JsonType<V> type,
                Function<T, V> getter,
                @Nullable BiConsumer<B, V> setter,
                boolean isOptional) {
            this.name = name;
            this.type = type;
            this.getter = getter;
            this.setter = setter;
            this.isOptional = isOptional;
        }

        boolean isReadable() {
            return setter != null;
        }

        void write(JsonGenerator json, T owner) {
            V value = getter.apply(owner);
            if (!isOptional || !type.isEmpty(value)) {
                json.writeName(name);
                type.write(json, value);
            }
        }

        void read(GoJsonReader in, B target) {
            BiConsumer<B, V> set = setter;
            if (set != null) {
                type.readField(in, value -> set.accept(target, value));
            }
        }

        <O, C> Field<O, C, V> embedded(Function<O, T> owner, Function<C, B> builder) {
            BiConsumer<B, V> set = setter;
            return new Field<>(
                    name,
                    type,
                    getter.compose(owner),
                    set == null ? null : (target, value) -> set.accept(builder.apply(target), value),
                    isOptional);
        }
    }
}
