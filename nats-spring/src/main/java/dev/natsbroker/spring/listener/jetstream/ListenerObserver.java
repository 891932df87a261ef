package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.ListenerObservation.Processing;
import dev.natsbroker.spring.listener.ListenerObservation.Scope;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import io.nats.client.Message;

/** Has the calls of a container's handler observed. */
record ListenerObserver(ListenerObservation observation, NatsListenerContainer container, String source) {
    /** A call of a handler. */
    interface Call {
        void run() throws Exception;
    }

    @SuppressWarnings("try") // the scope is only there to be closed
    void observe(Message message, Call call) throws Exception {
        if (observation == ListenerObservation.NONE) {
            call.run();
            return;
        }
        Processing processing = observation.start(container, source, message);
        try (Scope scope = processing.enter()) {
            call.run();
        } catch (Throwable e) {
            processing.stop(e);
            throw e;
        }
        processing.stop(null);
    }
}
