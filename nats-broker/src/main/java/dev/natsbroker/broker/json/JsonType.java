package dev.natsbroker.broker.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How values of one Go type are written, read and left out. Immutable.
 *
 * @param <V> the Java type; null only for what Go has as a pointer
 */
public final class JsonType<V extends @Nullable Object> {
    /** A Go {@code bool}. */
    public static final JsonType<Boolean> BOOL =
            scalar(JsonGenerator::writeBoolean, GoJsonReader::readBoolean, () -> false);

    /** A Go {@code string}. */
    public static final JsonType<String> TEXT = scalar(JsonGenerator::writeString, GoJsonReader::readText, () -> "");

    /** A Go {@code int64}. */
    public static final JsonType<Long> INT64 = whole("int64");

    /** A Go {@code int}, which has 64 bits, too. */
    public static final JsonType<Long> INT = whole("int");

    /** A Go {@code time.Duration}: nanoseconds. */
    public static final JsonType<Long> DURATION = whole("time.Duration");

    /** A Go {@code int32}. */
    public static final JsonType<Integer> INT32 = scalar(
            JsonGenerator::writeNumber, in -> (int) in.readInt("int32", Integer.MIN_VALUE, Integer.MAX_VALUE), () -> 0);

    /** A Go {@code int} of which only small values make sense: what is beyond 32 bits becomes the nearest int. */
    public static final JsonType<Integer> SMALL_INT =
            scalar(JsonGenerator::writeNumber, in -> saturated(INT.reader.apply(in)), () -> 0);

    /** A Go {@code uint64} in the bits of a long. */
    public static final JsonType<Long> UINT64 = scalar(
            (json, value) -> json.writeRawValue(Long.toUnsignedString(value)), GoJsonReader::readUnsigned, () -> 0L);

    /** A Go {@code []byte}: base64. */
    public static final JsonType<byte[]> BYTES = new JsonType<>(
            JsonGenerator::writeBinary,
            GoJsonReader::readBytes,
            bytes -> bytes.length == 0,
            NullRule.CLEAR,
            () -> new byte[0]);

    /** A Go {@code time.Time}, never left out; the zero time is {@link GoTime#ZERO}. */
    public static final JsonType<Instant> TIME = new JsonType<>(
            (json, time) -> json.writeString(GoJson.text(time)),
            GoJsonReader::readTime,
            time -> false,
            NullRule.KEEP,
            () -> GoTime.ZERO);

    /** A Go {@code []string}. */
    public static final JsonType<List<String>> TEXTS = listOf(TEXT, "string");

    /** A Go {@code []time.Duration}. */
    public static final JsonType<List<Long>> DURATIONS = listOf(DURATION, "time.Duration");

    /** A Go {@code map[string]string}; sorted by key. */
    public static final JsonType<Map<String, String>> TEXT_MAP = mapOf(TEXT, "string");

    /** What a JSON null does to a field. */
    private enum NullRule {
        KEEP,
        CLEAR,
        DECODE
    }

    private final BiConsumer<JsonGenerator, V> writer;
    private final Function<GoJsonReader, V> reader;
    private final Predicate<V> isEmpty;
    private final NullRule nullRule;
    private final Supplier<V> zero;

    private JsonType(
            BiConsumer<JsonGenerator, V> writer,
            Function<GoJsonReader, V> reader,
            Predicate<V> isEmpty,
            NullRule nullRule,
            Supplier<V> zero) {
        this.writer = writer;
        this.reader = reader;
        this.isEmpty = isEmpty;
        this.nullRule = nullRule;
        this.zero = zero;
    }

    private static <V> JsonType<V> scalar(
            BiConsumer<JsonGenerator, V> writer, Function<GoJsonReader, V> reader, Supplier<V> zero) {
        return new JsonType<>(writer, reader, value -> value.equals(zero.get()), NullRule.KEEP, zero);
    }

    private static JsonType<Long> whole(String goType) {
        return scalar(JsonGenerator::writeNumber, in -> in.readInt(goType, Long.MIN_VALUE, Long.MAX_VALUE), () -> 0L);
    }

    private static int saturated(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    /**
     * A Go type with its own decoder, such as an enumeration: it gets the value's text as it stands, null included.
     *
     * @param decoder throws {@link GoJsonException} for what it does not take
     * @param zero the value that counts as empty
     */
    public static <V> JsonType<V> custom(Function<V, String> encoder, Function<String, V> decoder, V zero) {
        return new JsonType<>(
                (json, value) -> json.writeString(encoder.apply(value)),
                in -> decoder.apply(in.readRaw()),
                zero::equals,
                NullRule.DECODE,
                () -> zero);
    }

    /** A Go struct, never left out. */
    public static <T, B> JsonType<T> object(JsonFields<T, B> fields, Supplier<B> start, Function<B, T> finish) {
        return new JsonType<>(
                fields::write,
                in -> finish.apply(fields.read(in, start.get())),
                value -> false,
                NullRule.KEEP,
                () -> finish.apply(start.get()));
    }

    /** A Go struct that is only ever written. */
    public static <T> JsonType<T> object(JsonFields<T, ?> fields) {
        return new JsonType<>(fields::write, JsonType::unreadable, value -> false, NullRule.KEEP, JsonType::unreadable);
    }

    private static <T> T unreadable(GoJsonReader in) {
        return unreadable();
    }

    private static <T> T unreadable() {
        throw new IllegalStateException("this type is only written");
    }

    /** A Go pointer: JSON null makes it null, and null is empty. */
    public static <V> JsonType<@Nullable V> pointerTo(JsonType<V> type) {
        return new JsonType<@Nullable V>(
                (json, value) -> {
                    if (value == null) {
                        json.writeNull();
                    } else {
                        type.write(json, value);
                    }
                },
                in -> type.reader.apply(in),
                value -> value == null,
                NullRule.CLEAR,
                () -> null);
    }

    /** A Go slice; JSON null makes it empty. */
    public static <V> JsonType<List<V>> listOf(JsonType<V> element, String goElement) {
        return new JsonType<>(
                (json, list) -> {
                    json.writeStartArray();
                    list.forEach(value -> element.write(json, value));
                    json.writeEndArray();
                },
                in -> in.readArray("[]" + goElement, new ArrayList<V>(), element::readElement),
                List::isEmpty,
                NullRule.CLEAR,
                List::of);
    }

    /** A Go map with text keys; JSON null makes it empty. */
    public static <V> JsonType<Map<String, V>> mapOf(JsonType<V> value, String goValue) {
        return new JsonType<>(
                (json, map) -> {
                    json.writeStartObject();
                    new TreeMap<>(map).forEach((key, each) -> {
                        json.writeName(key);
                        value.write(json, each);
                    });
                    json.writeEndObject();
                },
                in -> in.readMap("map[string]" + goValue, new TreeMap<String, V>(), value::readElement),
                Map::isEmpty,
                NullRule.CLEAR,
                Map::of);
    }

    void write(JsonGenerator json, V value) {
        writer.accept(json, value);
    }

    boolean isEmpty(V value) {
        return isEmpty.test(value);
    }

    /** Reads a field's value and gives it on, unless a JSON null leaves the field as it is. */
    void readField(GoJsonReader in, java.util.function.Consumer<V> target) {
        if (!in.isNull() || nullRule == NullRule.DECODE) {
            target.accept(reader.apply(in));
            return;
        }
        in.skipValue();
        if (nullRule == NullRule.CLEAR) {
            target.accept(zero.get());
        }
    }

    private V readElement(GoJsonReader in) {
        if (in.isNull() && nullRule != NullRule.DECODE) {
            in.skipValue();
            return zero.get();
        }
        return reader.apply(in);
    }
}
