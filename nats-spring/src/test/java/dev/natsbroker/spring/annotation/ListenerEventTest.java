package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.event.NatsListenerEvent;
import dev.natsbroker.spring.event.NatsListenerEvent.Type;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.event.EventListener;

/** What happens to listeners is told as application events. */
class ListenerEventTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private ListenerContext context;

    @AfterEach
    void stop() {
        context.close();
    }

    static class Recorder {
        final List<NatsListenerEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(NatsListenerEvent event) {
            events.add(event);
        }

        List<Type> types() {
            return events.stream().map(NatsListenerEvent::getType).toList();
        }
    }

    static class Core extends Recorder {
        @Subscribe(value = "events.core", id = "core")
        void on(String payload) {}
    }

    @Test
    void shouldTellOfStartPauseResumeAndStop() {
        // given
        context = ListenerContext.start(nats, Core.class);
        Core recorder = context.bean(Core.class);

        // when: the second time changes nothing
        for (int i = 0; i < 2; i++) {
            context.registry().pause("core");
        }
        for (int i = 0; i < 2; i++) {
            context.registry().resume("core");
        }
        context.close();

        // then
        assertThat(recorder.types()).containsExactly(Type.STARTED, Type.PAUSED, Type.RESUMED, Type.STOPPED);
        assertThat(recorder.events).allSatisfy(event -> {
            assertThat(event.getListenerId()).isEqualTo("core");
            assertThat(event.getKind()).isEqualTo("core");
            assertThat(event.getConnectionName()).isEqualTo("default");
            assertThat(event.getFailure()).isNull();
        });
        assertThat(recorder.events.get(0))
                .hasToString("NatsListenerEvent[listenerId=core, kind=core, connectionName=default, type=STARTED]");
    }

    static class Waiting extends Recorder {
        @JetStreamListener(stream = "EVENTS_MISSING", consumer = "c", id = "waiting")
        void on(String payload) {}
    }

    @Test
    void shouldTellOnceThatAListenerCannotReceive() {
        // when
        context = ListenerContext.start(nats, Waiting.class);
        Waiting recorder = context.bean(Waiting.class);

        // then
        await().untilAsserted(() -> assertThat(recorder.types()).containsExactly(Type.STARTED, Type.FAILED));
        assertThat(recorder.events.get(1).getFailure()).isInstanceOf(StreamNotFoundException.class);
    }

    static class Failing {
        final AtomicInteger called = new AtomicInteger();

        @EventListener
        void on(NatsListenerEvent event) {
            called.incrementAndGet();
            throw new IllegalStateException("from the test");
        }

        @Subscribe(value = "events.failing", id = "failing")
        void on(String payload) {}
    }

    @Test
    void shouldStartAlthoughWhoeverListensFails() {
        // when
        context = ListenerContext.start(nats, Failing.class);

        // then
        assertThat(context.container().isRunning()).isTrue();
        assertThat(context.bean(Failing.class).called).hasValue(1);
    }
}
