package dev.natsbroker.starter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIf;

/** For tests that stop their server and start it again, which is not done to one that runs already. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@DisabledIf("dev.natsbroker.starter.TestServer#isGiven")
@interface StopsTheServer {}
