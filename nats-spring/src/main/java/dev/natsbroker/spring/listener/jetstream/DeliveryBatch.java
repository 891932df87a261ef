package dev.natsbroker.spring.listener.jetstream;

import java.time.Duration;
import java.util.List;

/** The acknowledgement of all deliveries of a batch. Thread-safe. */
record DeliveryBatch(List<Delivery> deliveries) implements Ack {
    /** The acknowledgement of those at these indexes. */
    DeliveryBatch of(List<Integer> indexes) {
        return new DeliveryBatch(indexes.stream().map(deliveries::get).toList());
    }

    @Override
    public void ack() {
        deliveries.forEach(Delivery::ack);
    }

    @Override
    public void ackSync() {
        deliveries.forEach(Delivery::ackSync);
    }

    @Override
    public void nak() {
        deliveries.forEach(Delivery::nak);
    }

    @Override
    public void nak(Duration delay) {
        deliveries.forEach(delivery -> delivery.nak(delay));
    }

    @Override
    public void term(String reason) {
        deliveries.forEach(delivery -> delivery.term(reason));
    }

    @Override
    public void inProgress() {
        deliveries.forEach(Delivery::inProgress);
    }

    @Override
    public boolean isSettled() {
        return deliveries.stream().allMatch(Delivery::isSettled);
    }
}
