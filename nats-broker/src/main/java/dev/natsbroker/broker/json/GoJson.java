package dev.natsbroker.broker.json;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON in the form in which Go's encoder writes it, so that scripts that compare text keep working: fields in the order of
 * their declaration, maps sorted by key, two blanks of indentation, {@code <>&} escaped, whole numbers without a fraction,
 * times with as many digits as they need.
 *
 * <p>Kept apart from the pages because this class loads the JSON library: that happens with the first request.
 */
public final class GoJson {
    private static final DateTimeFormatter RFC_3339_NANO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(new HtmlSafeEscapes())
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build())
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPrettyPrinter(twoBlanks())
            .addModule(new SimpleModule("go")
                    .addSerializer(Instant.class, new InstantWriter())
                    .addSerializer(JsonWritable.class, new WritableWriter())
                    .addSerializer(double.class, new DoubleWriter())
                    .addSerializer(Double.class, new DoubleWriter()))
            .build();

    private GoJson() {}

    /** UTF-8, indented. */
    public static byte[] indented(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    }

    /** UTF-8, on one line. */
    public static byte[] compact(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** A time in RFC 3339 with up to nine digits of a second, in UTC. */
    public static String text(Instant time) {
        return RFC_3339_NANO.format(time);
    }

    private static DefaultPrettyPrinter twoBlanks() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
            json.writeString(text(time));
        }
    }

    private static final class WritableWriter extends StdSerializer<JsonWritable> {
        WritableWriter() {
            super(JsonWritable.class);
        }

        @Override
        public void serialize(JsonWritable value, JsonGenerator json, SerializationContext context) {
            value.writeTo(json);
        }
    }

    private static final class DoubleWriter extends StdSerializer<Double> {
        DoubleWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            json.writeNumber(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
        }
    }

    /** Escapes what HTML or JavaScript would take for markup, besides what JSON demands. */
    private static final class HtmlSafeEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final char LINE_SEPARATOR = '\u2028';
        private static final char PARAGRAPH_SEPARATOR = '\u2029';

        private final int[] ascii = standardAsciiEscapesForJSON();

        HtmlSafeEscapes() {
            for (char markup : new char[] {'<', '>', '&'}) {
                ascii[markup] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return switch (character) {
                case LINE_SEPARATOR -> new SerializedString("\\u2028");
                case PARAGRAPH_SEPARATOR -> new SerializedString("\\u2029");
                default -> null;
            };
        }
    }
}
