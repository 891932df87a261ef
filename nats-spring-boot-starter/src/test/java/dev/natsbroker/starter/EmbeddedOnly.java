package dev.natsbroker.starter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** For tests that need what only our broker offers to tests, such as virtual time and faults. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf("dev.natsbroker.starter.TestServer#isEmbedded")
@interface EmbeddedOnly {}
