package dev.natsbroker.autoconfigure.client;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A declared stream. Unset options are left to the server. */
public class StreamProperties {
    /** Subjects that the stream stores. Name of the stream by default. */
    private List<String> subjects = new ArrayList<>();

    /** Description for people. */
    private @Nullable String description;

    /** When messages are removed. */
    private RetentionPolicy retention = RetentionPolicy.Limits;

    /** Where messages are stored. */
    private StorageType storage = StorageType.File;

    /** What gives way when the stream is full. */
    private DiscardPolicy discard = DiscardPolicy.Old;

    /** Number of servers that store each message. */
    private int replicas = 1;

    /** Age at which messages are removed. */
    private @Nullable Duration maxAge;

    /** Size of all messages. */
    private @Nullable DataSize maxBytes;

    /** Number of messages. */
    private @Nullable Long maxMessages;

    /** Number of messages of each subject. */
    private @Nullable Long maxMessagesPerSubject;

    /** Size of one message. */
    private @Nullable DataSize maxMessageSize;

    /** Time within which a message id is stored only once. */
    private @Nullable Duration duplicateWindow;

    /** Whether messages can be read without the stream's own queue. */
    private boolean allowDirect = true;

    /** Whether messages may have a time to live of their own. */
    private boolean allowMessageTtl = false;

    /** Whether messages may be scheduled for later. */
    private boolean allowMessageSchedules = false;

    /** Whether messages may be published in atomic batches. */
    private boolean allowAtomicPublish = false;

    /** Whether messages cannot be deleted. */
    private boolean denyDelete = false;

    /** Whether the stream cannot be purged. */
    private boolean denyPurge = false;

    /** Declared consumers by durable name. */
    private Map<String, ConsumerProperties> consumers = new LinkedHashMap<>();

    public List<String> getSubjects() {
        return subjects;
    }

    public void setSubjects(List<String> subjects) {
        this.subjects = subjects;
    }

    public @Nullable String getDescription() {
        return description;
    }

    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public RetentionPolicy getRetention() {
        return retention;
    }

    public void setRetention(RetentionPolicy retention) {
        this.retention = retention;
    }

    public StorageType getStorage() {
        return storage;
    }

    public void setStorage(StorageType storage) {
        this.storage = storage;
    }

    public DiscardPolicy getDiscard() {
        return discard;
    }

    public void setDiscard(DiscardPolicy discard) {
        this.discard = discard;
    }

    public int getReplicas() {
        return replicas;
    }

    public void setReplicas(int replicas) {
        this.replicas = replicas;
    }

    public @Nullable Duration getMaxAge() {
        return maxAge;
    }

    public void setMaxAge(@Nullable Duration maxAge) {
        this.maxAge = maxAge;
    }

    public @Nullable DataSize getMaxBytes() {
        return maxBytes;
    }

    public void setMaxBytes(@Nullable DataSize maxBytes) {
        this.maxBytes = maxBytes;
    }

    public @Nullable Long getMaxMessages() {
        return maxMessages;
    }

    public void setMaxMessages(@Nullable Long maxMessages) {
        this.maxMessages = maxMessages;
    }

    public @Nullable Long getMaxMessagesPerSubject() {
        return maxMessagesPerSubject;
    }

    public void setMaxMessagesPerSubject(@Nullable Long maxMessagesPerSubject) {
        this.maxMessagesPerSubject = maxMessagesPerSubject;
    }

    public @Nullable DataSize getMaxMessageSize() {
        return maxMessageSize;
    }

    public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    public @Nullable Duration getDuplicateWindow() {
        return duplicateWindow;
    }

    public void setDuplicateWindow(@Nullable Duration duplicateWindow) {
        this.duplicateWindow = duplicateWindow;
    }

    public boolean isAllowDirect() {
        return allowDirect;
    }

    public void setAllowDirect(boolean allowDirect) {
        this.allowDirect = allowDirect;
    }

    public boolean isAllowMessageTtl() {
        return allowMessageTtl;
    }

    public void setAllowMessageTtl(boolean allowMessageTtl) {
        this.allowMessageTtl = allowMessageTtl;
    }

    public boolean isAllowMessageSchedules() {
        return allowMessageSchedules;
    }

    public void setAllowMessageSchedules(boolean allowMessageSchedules) {
        this.allowMessageSchedules = allowMessageSchedules;
    }

    public boolean isAllowAtomicPublish() {
        return allowAtomicPublish;
    }

    public void setAllowAtomicPublish(boolean allowAtomicPublish) {
        this.allowAtomicPublish = allowAtomicPublish;
    }

    public boolean isDenyDelete() {
        return denyDelete;
    }

    public void setDenyDelete(boolean denyDelete) {
        this.denyDelete = denyDelete;
    }

    public boolean isDenyPurge() {
        return denyPurge;
    }

    public void setDenyPurge(boolean denyPurge) {
        this.denyPurge = denyPurge;
    }

    public Map<String, ConsumerProperties> getConsumers() {
        return consumers;
    }

    public void setConsumers(Map<String, ConsumerProperties> consumers) {
        this.consumers = consumers;
    }
}
