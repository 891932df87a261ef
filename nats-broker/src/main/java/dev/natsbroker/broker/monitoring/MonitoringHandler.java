package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.runtime.ServerLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers HTTP requests with pages. Any method is taken for GET, as nats-server does. Requests are handled on the one thread of
 * the server; {@link #attach} may be called from any.
 */
final class MonitoringHandler {
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    /** The form that HTTP asks for (RFC 9110, 5.6.7): the day has two digits. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final BrokerView view;
    private final ServerLog log;
    private final String basePath;

    /** Made for the first request, so that a start does not pay for it. */
    private @Nullable MonitoringPages pages;

    private volatile @Nullable BiFunction<
                    ? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>>
            fallback;

    MonitoringHandler(BrokerView view, ServerLog log) {
        this.view = view;
        this.log = log;
        this.basePath = normalized(view.options().monitor().basePath());
    }

    /** {@code /} or the path with one slash between its parts, one at its beginning and none at its end. */
    static String normalized(String basePath) {
        StringBuilder path = new StringBuilder();
        for (String part : basePath.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                path.append('/').append(part);
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    void attach(BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> next) {
        this.fallback = next;
    }

    private MonitoringPages pages() {
        MonitoringPages made = pages;
        if (made == null) {
            made = new MonitoringPages(view, log, basePath);
            pages = made;
        }
        return made;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        String page = pageOf(request.fullPath());
        if (page == null || !pages().has(page)) {
            var next = fallback;
            return next == null ? notFound(request, response) : next.apply(request, response);
        }
        return send(render(page, mark < 0 ? "" : uri.substring(mark + 1)), request, response);
    }

    /** The path of a page behind the base path, null for a path elsewhere. */
    private @Nullable String pageOf(String path) {
        if (basePath.equals("/")) {
            return path;
        }
        if (path.equals(basePath)) {
            return "/";
        }
        boolean below = path.startsWith(basePath + "/") && path.length() > basePath.length() + 1;
        return below ? path.substring(basePath.length()) : null;
    }

    private Page render(String page, String query) {
        try {
            Page rendered = pages().render(page, query);
            return rendered == null ? Page.text(NOT_FOUND, "404 page not found\n") : rendered;
        } catch (RuntimeException e) {
            log.error("Monitoring page " + page + " failed: " + e);
            return Page.text(SERVER_ERROR, "Internal error, see the log of the server\n");
        }
    }

    private Publisher<Void> notFound(HttpServerRequest request, HttpServerResponse response) {
        response.header("X-Content-Type-Options", "nosniff");
        return send(Page.text(NOT_FOUND, "404 page not found\n"), request, response);
    }

    private Publisher<Void> send(Page page, HttpServerRequest request, HttpServerResponse response) {
        response.status(page.status())
                .header(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(page.length()))
                .header(HttpHeaderNames.DATE, HTTP_DATE.format(view.now().atOffset(ZoneOffset.UTC)));
        if (page.contentType().equals(Page.JSON)) {
            response.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        return request.method().equals(HttpMethod.HEAD)
                ? response.send()
                : response.sendByteArray(Mono.just(page.body()));
    }
}
