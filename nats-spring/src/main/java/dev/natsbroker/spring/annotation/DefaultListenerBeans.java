package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.listener.jetstream.StreamDefinitions;
import dev.natsbroker.spring.support.converter.JacksonConverter;
import dev.natsbroker.spring.support.converter.PayloadConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.StreamConfiguration;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.ValidationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import tools.jackson.databind.json.JsonMapper;

/** What an application without Spring Boot need not declare: made of the beans that it has. */
final class DefaultListenerBeans {
    private static final Logger log = LoggerFactory.getLogger(DefaultListenerBeans.class);
    private static final String PLAIN_INTERPOLATOR =
            "org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator";
    private static final ClassLoader LOADER = DefaultListenerBeans.class.getClassLoader();

    private DefaultListenerBeans() {}

    static NatsListenerContainerFactory containerFactory(ConfigurableListableBeanFactory beans) {
        NatsConnections connections = beans.getBeanProvider(NatsConnections.class)
                .getIfAvailable(() -> new NatsConnections(beans.getBeanProvider(NatsConnectionFactory.class)
                        .orderedStream()
                        .toList()));
        PayloadConverters converters =
                beans.getBeanProvider(PayloadConverters.class).getIfAvailable(() -> converters(beans));
        NatsListenerContainerFactory factory = new NatsListenerContainerFactory(connections, converters);
        factory.setBeanFactory(beans);
        if (ClassUtils.isPresent("jakarta.validation.Validator", LOADER)) {
            Validator bean = beans.getBeanProvider(Validator.class).getIfUnique();
            factory.setValidator(bean == null ? Validating.validator() : bean);
        }
        factory.getJetStream()
                .setStreamDefinitions(
                        beans.getBeanProvider(StreamDefinitions.class).getIfUnique(() -> streams(beans)));
        return factory;
    }

    private static StreamDefinitions streams(ConfigurableListableBeanFactory beans) {
        return name -> beans.getBeanProvider(StreamConfiguration.class)
                .orderedStream()
                .filter(stream -> name.equals(stream.getName()))
                .findFirst()
                .orElse(null);
    }

    private static PayloadConverters converters(ConfigurableListableBeanFactory beans) {
        List<PayloadConverter> first =
                beans.getBeanProvider(PayloadConverter.class).orderedStream().toList();
        List<PayloadConverter> last = ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", LOADER)
                ? List.of(Jackson.converter(beans))
                : List.of();
        return new PayloadConverters(first, last);
    }

    /** Apart, so that the class loads without Bean Validation. */
    private static final class Validating {
        static @Nullable Validator validator() {
            try {
                return validator(null);
            } catch (ValidationException e) {
                return validatorWithoutExpressions(e);
            }
        }

        // As Spring Boot does: Hibernate Validator wants an expression language for its messages, but can do without.
        private static @Nullable Validator validatorWithoutExpressions(ValidationException failure) {
            try {
                Class<?> interpolator = ClassUtils.forName(PLAIN_INTERPOLATOR, LOADER);
                return validator((MessageInterpolator) BeanUtils.instantiateClass(interpolator));
            } catch (ClassNotFoundException | ValidationException e) {
                log.debug("Arguments of listeners are not validated: there is no Bean Validation provider", failure);
                return null;
            }
        }

        private static Validator validator(@Nullable MessageInterpolator interpolator) {
            LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
            if (interpolator != null) {
                validator.setMessageInterpolator(interpolator);
            }
            validator.afterPropertiesSet();
            return validator;
        }
    }

    /** Apart, so that the class loads without Jackson. */
    private static final class Jackson {
        static PayloadConverter converter(ConfigurableListableBeanFactory beans) {
            return new JacksonConverter(beans.getBeanProvider(JsonMapper.class).getIfAvailable(JsonMapper::new));
        }
    }
}
