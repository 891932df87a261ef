package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;

/** Brings the requests of one account to the API. Called on the control lane. */
final class AccountReceiver implements LaneReceiver {
    private final JetStreamApi api;
    private final ServedAccount account;

    AccountReceiver(JetStreamApi api, ServedAccount account) {
        this.api = api;
        this.account = account;
    }

    @Override
    public void receive(Message message) {
        api.receive(new ApiRequest(account, message));
    }

    @Override
    public void refused(Message message) {
        api.refused();
    }
}
