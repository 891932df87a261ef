package dev.natsbroker.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** What the JUnit extension has to know of Spring's. Spring need not be there: only {@link OfSpring} refers to it. */
final class SpringTests {
    private static final String EXTENSION = "org.springframework.test.context.junit.jupiter.SpringExtension";

    private SpringTests() {}

    /** Whether an application context belongs to the test class, or to one that encloses it. */
    static boolean isOne(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            List<ExtendWith> extensions = AnnotationSupport.findRepeatableAnnotations(type, ExtendWith.class);
            for (ExtendWith each : extensions) {
                for (Class<?> extension : each.value()) {
                    if (extension.getName().equals(EXTENSION)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether Spring itself gives the test this parameter, as one to be autowired. */
    static boolean resolves(ParameterContext parameter, ExtensionContext context) {
        return isOne(context) && OfSpring.resolves(parameter, context);
    }

    /** The account of the test's application context; null if it is no Spring test, or the context has none. */
    static @Nullable TestAccount accountOf(ExtensionContext context) {
        return isOne(context) ? OfSpring.account(context) : null;
    }

    /** Loaded in Spring tests only. */
    private static final class OfSpring {
        private static final SpringExtension SPRING = new SpringExtension();

        static boolean resolves(ParameterContext parameter, ExtensionContext context) {
            return SPRING.supportsParameter(parameter, context);
        }

        static @Nullable TestAccount account(ExtensionContext context) {
            ApplicationContext application = SpringExtension.getApplicationContext(context);
            return application.getBeanProvider(TestAccount.class).getIfAvailable();
        }
    }
}
