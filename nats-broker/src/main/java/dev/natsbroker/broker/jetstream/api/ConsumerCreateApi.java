package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.ConsumerAsset;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.CreateConsumerRequest;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.json.GoJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes and changes consumers, by any of the four forms of subjects. Called on the control lane. */
final class ConsumerCreateApi {
    private static final String TYPE = "consumer_create_response";
    private static final String IDENTITY = "Nats-Stream-Identity";

    private final ApiContext context;

    ConsumerCreateApi(ApiContext context) {
        this.context = context;
    }

    /** The endpoints. */
    List<ApiEndpoint> endpoints() {
        return List.of(
                ApiEndpoint.of("CONSUMER.CREATE.*", TYPE, this::createUnnamed).unguarded(),
                ApiEndpoint.of("CONSUMER.CREATE.*.*", TYPE, this::createNamed).unguarded(),
                ApiEndpoint.of("CONSUMER.CREATE.*.*.>", TYPE, this::createFiltered)
                        .unguarded(),
                ApiEndpoint.of("CONSUMER.DURABLE.CREATE.*.*", TYPE, this::createDurable)
                        .unguarded());
    }

    /** What all forms have in common: the body is read before level and account are checked. */
    private CreateConsumerRequest read(ApiRequest request, String streamName) {
        CreateConsumerRequest wanted =
                CreateConsumerRequest.read(request.body(), request.served().unknownFields());
        request.guard();
        if (!wanted.stream().equals(streamName)) {
            throw JetStreamError.STREAM_MISMATCH.toException();
        }
        return wanted;
    }

    private CompletionStage<ApiResponse> createUnnamed(ApiRequest request) {
        CreateConsumerRequest wanted = read(request, request.token(2));
        if (wanted.config().isDurable()) {
            throw JetStreamError.CONSUMER_EPHEMERAL_WITH_DURABLE_NAME.toException();
        }
        return create(request, wanted, wanted.config());
    }

    private CompletionStage<ApiResponse> createNamed(ApiRequest request) {
        CreateConsumerRequest wanted = read(request, request.token(2));
        return create(request, wanted, named(wanted.config(), request.token(3)));
    }

    private CompletionStage<ApiResponse> createFiltered(ApiRequest request) {
        CreateConsumerRequest wanted = read(request, request.token(2));
        ConsumerConfig config = named(wanted.config(), request.token(3));
        if (!config.filterSubjects().isEmpty()) {
            throw JetStreamError.CONSUMER_MULTIPLE_FILTERS_NOT_ALLOWED.toException();
        }
        if (!config.filterSubject().equals(request.tokensFrom(4))) {
            throw JetStreamError.CONSUMER_CREATE_FILTER_SUBJECT_MISMATCH.toException();
        }
        return create(request, wanted, config);
    }

    private CompletionStage<ApiResponse> createDurable(ApiRequest request) {
        CreateConsumerRequest wanted = read(request, request.token(3));
        if (!wanted.config().isDurable()) {
            throw JetStreamError.CONSUMER_DURABLE_NAME_NOT_SET.toException();
        }
        return create(request, wanted, named(wanted.config(), request.token(4)));
    }

    /** The name in the subject wins over that in the body. */
    private static ConsumerConfig named(ConsumerConfig config, String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw JetStreamError.CONSUMER_NAME_CONTAINS_PATH_SEPARATORS.toException();
        }
        if (config.isDurable() && !config.durableName().equals(name)) {
            throw JetStreamError.CONSUMER_DURABLE_NAME_NOT_MATCH_SUBJECT.toException();
        }
        return config.toBuilder().name(name).build();
    }

    private CompletionStage<ApiResponse> create(
            ApiRequest request, CreateConsumerRequest wanted, ConsumerConfig config) {
        return request.account()
                .require(wanted.stream())
                .ask(consumers -> {
                    checkIdentity(request, consumers, config);
                    return consumers
                            .create(config, wanted.action(), wanted.pedantic())
                            .thenApply(consumer -> response(consumers, consumer));
                })
                .thenCompose(CompletableFuture::toCompletableFuture);
    }

    private ApiResponse response(StreamConsumers consumers, ConsumerAsset consumer) {
        ApiResponse response = ApiResponse.of(TYPE)
                .inline(ConsumerApi.shown(consumer, context))
                .build();
        return consumer.config().sourcing()
                ? response.withHeaders(("NATS/1.0\r\n" + IDENTITY + ": " + identityOf(consumers) + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8))
                : response;
    }

    /** A source that goes on with a stream must find the one that it knows. */
    private static void checkIdentity(ApiRequest request, StreamConsumers consumers, ConsumerConfig config) {
        String known = request.header(IDENTITY);
        if (config.sourcing() && known != null && !known.isEmpty() && !known.equals(identityOf(consumers))) {
            throw JetStreamError.CONSUMER_STREAM_IDENTITY_MISMATCH.toException(
                    "expected " + known + ", got " + identityOf(consumers));
        }
    }

    private static String identityOf(StreamConsumers consumers) {
        return ShortHash.of(GoJson.text(consumers.stream().created()));
    }
}
