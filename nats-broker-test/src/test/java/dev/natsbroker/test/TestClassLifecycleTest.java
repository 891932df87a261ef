package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.natsbroker.broker.NatsBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes inside a test, to look at what is left of them. */
class TestClassLifecycleTest {
    private static final Map<String, NatsBroker> BROKERS = new ConcurrentHashMap<>();
    private static final CyclicBarrier MEETING = new CyclicBarrier(2);

    @Test
    void shouldGiveClassesThatRunInParallelABrokerEach() {
        List<String> threadsBefore = brokerThreads();

        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .selectors(selectClass(First.class), selectClass(Second.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.started(2).succeeded(2));

        NatsBroker first = BROKERS.get("First");
        NatsBroker second = BROKERS.get("Second");
        assertThat(first.port()).isNotEqualTo(second.port());
        assertThat(first.isRunning()).isFalse();
        assertThat(second.isRunning()).isFalse();
        assertThat(brokerThreads()).isSubsetOf(threadsBefore); // one of an earlier broker may just have ended
    }

    private static List<String> brokerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("nats-"))
                .toList();
    }

    /** Both brokers run at the same time: each test waits for the other. */
    private static void meet(NatsBroker broker, TestInfo test) throws Exception {
        BROKERS.put(test.getTestClass().orElseThrow().getSimpleName(), broker);
        assertThat(brokerThreads()).isNotEmpty();
        MEETING.await(30, TimeUnit.SECONDS);
        assertThat(broker.isRunning()).isTrue();
    }

    @EmbeddedNats
    static class First {
        @Test
        void shouldMeetTheOther(NatsBroker broker, TestInfo test) throws Exception {
            meet(broker, test);
        }
    }

    @EmbeddedNats
    static class Second {
        @Test
        void shouldMeetTheOther(NatsBroker broker, TestInfo test) throws Exception {
            meet(broker, test);
        }
    }
}
