package dev.natsbroker.spring.transaction;

import io.nats.client.Message;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The messages of one transaction. Owned by the transaction's thread. */
final class AfterCommit implements TransactionSynchronization {
    private static final Logger log = LoggerFactory.getLogger(AfterCommit.class);

    private final Object key;
    private final MessagePort port;
    private final PublishFailureListener listener;
    private final List<Message> messages = new ArrayList<>();
    private int published;

    AfterCommit(Object key, MessagePort port, PublishFailureListener listener) {
        this.key = key;
        this.port = port;
        this.listener = listener;
    }

    void add(Message message) {
        messages.add(message);
    }

    /** Another transaction begins inside this one. */
    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(key);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    /** What other synchronizations publish after the commit comes at the end of the list and is sent too. */
    @Override
    public void afterCommit() {
        publish();
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
        if (status == STATUS_COMMITTED) {
            publish();
        } else if (status == STATUS_UNKNOWN && published < messages.size()) {
            log.warn(
                    "{} messages, the first to '{}', are not published: whether their transaction is committed is not known",
                    messages.size() - published,
                    messages.get(published).getSubject());
        }
    }

    private void publish() {
        while (published < messages.size()) {
            Message message = messages.get(published);
            try {
                port.send(message);
                published++;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed(e);
                return;
            } catch (Exception e) {
                failed(e);
                return;
            }
        }
    }

    private void failed(Exception cause) {
        List<Message> unpublished = List.copyOf(messages.subList(published, messages.size()));
        published = messages.size();
        log.error(
                "The transaction is committed, but {} of its {} messages are not published, the first of them to '{}'",
                unpublished.size(),
                messages.size(),
                unpublished.get(0).getSubject(),
                cause);
        try {
            listener.notPublished(unpublished, cause);
        } catch (RuntimeException e) {
            log.error("The listener for messages that are not published failed", e);
        }
    }
}
