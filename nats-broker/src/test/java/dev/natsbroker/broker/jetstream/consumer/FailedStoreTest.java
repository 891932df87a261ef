package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be logged must not happen, and nothing may be told of what is not logged. */
class FailedStoreTest {
    private final ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.journal().failed = false;
        fixture.close();
    }

    private String progress() {
        return fixture.lane.ask(() -> {
            var state = fixture.consumer().state();
            return state.floorStream() + " of " + state.deliveredStream();
        });
    }

    @Test
    void shouldDeliverNothingThatCannotBeLogged() {
        fixture.publishMany(3);
        fixture.create(c -> c.ackPolicy(AckPolicy.NONE));
        assertThat(payloads(fixture.next("1").all())).containsExactly("1");

        fixture.journal().failed = true;

        assertThat(fixture.next("1").all()).isEmpty();
        assertThat(progress()).isEqualTo("1 of 1");
    }

    @Test
    void shouldNeitherTakeNorAnswerAcksThatCannotBeLogged() {
        fixture.publishMany(2);
        fixture.create(c -> c);
        List<Received> got = fixture.next("2").all();

        fixture.journal().failed = true;
        Inbox answer = fixture.ackWithReply(String.valueOf(got.get(0).reply()), "+ACK");

        assertThat(answer.all()).isEmpty();
        assertThat(progress()).isEqualTo("0 of 2");
    }

    @Test
    void shouldLogWhatWasAcknowledgedBeforeItTellsItsPosition() {
        fixture.publishMany(1);
        fixture.create(c -> c);
        Received got = fixture.next("1").all().get(0);
        fixture.journal().durableAtOnce = false;

        long before = fixture.lane.ask(() -> fixture.consumer().position());
        long after = fixture.lane.ask(() -> {
            var state = fixture.consumer().state();
            state.ack(state.pending().find(1)); // as in the middle of a batch
            return fixture.consumer().position();
        });

        assertThat(got.payload()).isEqualTo("1");
        assertThat(after).isEqualTo(before + 1);
    }

    @Test
    void shouldTellNoPositionOfWhatCannotBeLogged() {
        fixture.publishMany(1);
        fixture.create(c -> c);
        fixture.next("1").all();

        assertThatThrownBy(() -> fixture.lane.ask(() -> {
                    var state = fixture.consumer().state();
                    state.ack(state.pending().find(1));
                    fixture.journal().failed = true;
                    return fixture.consumer().position();
                }))
                .hasRootCauseMessage("The journal has failed");
    }

    @Test
    void shouldStayWhenItsDeletionCannotBeLogged() {
        fixture.create(c -> c);
        fixture.journal().failed = true;

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> fixture.lane.ask(() -> {
                        fixture.consumer().delete();
                        return true;
                    }))
                    .hasRootCauseMessage("The journal has failed");
        }
        fixture.journal().failed = false;
        fixture.publishMany(1);

        assertThat(payloads(fixture.next("1").all())).containsExactly("1");
    }
}
