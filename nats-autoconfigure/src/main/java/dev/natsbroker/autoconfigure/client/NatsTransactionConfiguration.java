package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.autoconfigure.client.NatsProperties.AfterCommitTarget;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import dev.natsbroker.spring.transaction.MessagePort;
import dev.natsbroker.spring.transaction.PublishFailureListener;
import dev.natsbroker.spring.transaction.TransactionalPublisher;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.support.TransactionSynchronization;

/** Publishing after the commit; lazy, for those who do. */
@Configuration(proxyBeanMethods = false)
@Lazy
@ConditionalOnClass(TransactionSynchronization.class)
class NatsTransactionConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TransactionalPublisher natsTransactionalPublisher(
            NatsProperties properties,
            NatsOperations nats,
            JetStreamOperations jetStream,
            PayloadConverters converters,
            ObjectProvider<PublishFailureListener> listener) {
        MessagePort port = properties.getAfterCommit() == AfterCommitTarget.CORE ? core(nats) : stream(jetStream);
        return new TransactionalPublisher(port, converters, listener.getIfUnique(() -> (unpublished, cause) -> {}));
    }

    private static MessagePort core(NatsOperations nats) {
        return message -> nats.to(message.getSubject())
                .payload(message.getData())
                .headers(message.getHeaders())
                .publish();
    }

    private static MessagePort stream(JetStreamOperations jetStream) {
        return message -> jetStream
                .to(message.getSubject())
                .payload(message.getData())
                .headers(message.getHeaders())
                .publish();
    }
}
