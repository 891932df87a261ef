package dev.natsbroker.test;

/** Assertions about what clients have published to some subjects; made by {@link NatsAssertions#published}. */
public final class PublishedMessagesAssert extends AbstractMessagesAssert<PublishedMessagesAssert> {
    PublishedMessagesAssert(PublishedLog log, String pattern) {
        super(log, PublishedLog.matching(pattern), "messages published to " + pattern);
    }

    @Override
    PublishedMessagesAssert self() {
        return this;
    }
}
