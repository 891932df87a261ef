package dev.natsbroker.spring.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.StringUtils;

/**
 * Resolves attributes of annotations: all are text that may have <code>${…}</code> and <code>#{…}</code>; empty text means that
 * the attribute was not set. Errors name the attribute.
 */
public final class AttributeResolver {
    private final ConfigurableBeanFactory beanFactory;
    private final EmbeddedValueResolver resolver;
    private final Function<ConfigurableBeanFactory, NatsListenerContainerFactory> defaultFactory;

    /**
     * A resolver.
     *
     * @param defaultFactory finds the container factory for listeners that name none
     */
    public AttributeResolver(
            ConfigurableBeanFactory beanFactory,
            Function<ConfigurableBeanFactory, NatsListenerContainerFactory> defaultFactory) {
        this.beanFactory = beanFactory;
        this.resolver = new EmbeddedValueResolver(beanFactory);
        this.defaultFactory = defaultFactory;
    }

    /** The text, empty for none. */
    public String text(String attribute, String value) {
        if (value.isEmpty()) {
            return value;
        }
        try {
            String resolved = resolver.resolveStringValue(value);
            return resolved == null ? "" : resolved.trim();
        } catch (IllegalArgumentException | BeansException e) {
            throw invalid(attribute, value, value, e);
        }
    }

    /** The texts; each may stand for several that are separated by commas. */
    public List<String> texts(String attribute, String... values) {
        List<String> all = new ArrayList<>();
        for (String value : values) {
            for (String part : StringUtils.commaDelimitedListToStringArray(text(attribute, value))) {
                if (StringUtils.hasText(part)) {
                    all.add(part.trim());
                }
            }
        }
        return all;
    }

    /** The whole number, {@code otherwise} if the attribute was not set. */
    public long number(String attribute, String value, long otherwise) {
        if (value.isEmpty()) {
            return otherwise;
        }
        Long number = parse(attribute, value, Long::valueOf);
        return number == null ? otherwise : number;
    }

    /** True or false, {@code otherwise} if the attribute was not set. */
    public boolean flag(String attribute, String value, boolean otherwise) {
        Boolean flag = parse(attribute, value, AttributeResolver::parseFlag);
        return flag == null ? otherwise : flag;
    }

    private static Boolean parseFlag(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("allowed are true and false");
    }

    /** The duration, such as {@code 500ms}, {@code 10s} or {@code PT10S}; null if the attribute was not set. */
    public @Nullable Duration duration(String attribute, String value) {
        return value.isEmpty() ? null : parse(attribute, value, DurationFormatterUtils::detectAndParse);
    }

    /** The bean with the name that the attribute says, null if the attribute was not set. */
    public <T> @Nullable T optionalBean(String attribute, String value, Class<T> type) {
        String name = text(attribute, value);
        return name.isEmpty() ? null : bean(attribute, name, type);
    }

    /** The bean with this name. */
    public <T> T bean(String attribute, String name, Class<T> type) {
        try {
            return beanFactory.getBean(name, type);
        } catch (BeansException e) {
            throw new IllegalArgumentException(
                    "Attribute '" + attribute + "' names no bean of type " + type.getName() + ": '" + name + "'", e);
        }
    }

    /** The bean factory, for what has no attribute. */
    public ConfigurableBeanFactory getBeanFactory() {
        return beanFactory;
    }

    /** The container factory for listeners that name none. */
    NatsListenerContainerFactory defaultContainerFactory() {
        return defaultFactory.apply(beanFactory);
    }

    private <T> @Nullable T parse(String attribute, String value, Function<String, T> parser) {
        String text = text(attribute, value);
        try {
            return text.isEmpty() ? null : parser.apply(text);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw invalid(attribute, value, text, e);
        }
    }

    private static IllegalArgumentException invalid(String attribute, String value, String text, Exception cause) {
        String from = value.equals(text) ? "" : " (from '" + value + "')";
        return new IllegalArgumentException(
                "Attribute '" + attribute + "' cannot be '" + text + "'" + from + ": " + cause.getMessage(), cause);
    }
}
