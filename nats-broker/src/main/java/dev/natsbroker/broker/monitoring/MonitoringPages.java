package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.runtime.ServerLog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The monitoring pages of a broker, by path and query, without HTTP. Paths are those of nats-server without the base path:
 * {@code /} and {@code /varz}, {@code /connz} and so on. Thread-safe; not to be called on an event loop of the broker.
 */
public final class MonitoringPages {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** Answers a request; counts it where nats-server does. */
    private interface Renderer {
        Page render(Query query);
    }

    private final RequestCounts requests = new RequestCounts();
    private final Map<String, Renderer> byPath = new LinkedHashMap<>();

    /**
     * The pages of one broker.
     *
     * @param view the broker
     * @param log where failed health checks are noted
     * @param basePath the path of the index page, {@code /} or without a slash at its end
     */
    public MonitoringPages(BrokerView view, ServerLog log, String basePath) {
        addGeneral(view, basePath);
        addClients(view);
        addOthers(view);
        HealthCheck health = new HealthCheck(view, log);
        addCounted("/healthz", health::check);
        addInternals(view);
    }

    private void addGeneral(BrokerView view, String basePath) {
        addCounted("/", query -> IndexPage.draw(view, basePath));
        VarzSource varz = new VarzSource(view, requests, ProcessFigures.ofThisProcess());
        addCounted("/varz", query -> Page.json(varz.read()));
    }

    private void addClients(BrokerView view) {
        ConnzSource connz = new ConnzSource(view);
        byPath.put("/connz", query -> {
            ConnzOptions options = ConnzOptions.of(query, () -> requests.count("/connz"));
            return Page.json(connz.read(options));
        });
        SubszSource subsz = new SubszSource(view);
        addCounted("/subsz", query -> Page.json(subsz.read(SubszSource.Options.of(query))));
        byPath.put("/subscriptionsz", renderer("/subsz"));
        AccountzSource accountz = new AccountzSource(view);
        addCounted("/accountz", query -> Page.json(accountz.read(query.text("acc"))));
        AccstatzSource accstatz = new AccstatzSource(view);
        addCounted("/accstatz", query -> Page.json(accstatz.read(query.flag("unused"))));
    }

    private void addOthers(BrokerView view) {
        LonePages lone = new LonePages(view);
        byPath.put("/routez", query -> lone.routez(query, () -> requests.count("/routez")));
        addCounted("/gatewayz", lone::gatewayz);
        addCounted("/leafz", lone::leafz);
        JszSource jsz = new JszSource(view);
        addCounted("/jsz", query -> Page.json(jsz.read(JszOptions.of(query))));
        byPath.put("/raftz", query -> Page.text(NOT_FOUND, "No Raft nodes registered"));
    }

    private void addInternals(BrokerView view) {
        InternalPages internals = new InternalPages(view);
        byPath.put("/stacksz", query -> internals.stacks());
        byPath.put("/ipqueuesz", internals::queues);
        byPath.put("/debug/vars", query -> internals.variables());
    }

    private void addCounted(String path, Renderer renderer) {
        byPath.put(path, query -> {
            requests.count(path);
            return renderer.render(query);
        });
    }

    private Renderer renderer(String path) {
        Renderer renderer = byPath.get(path);
        if (renderer == null) {
            throw new IllegalStateException("No page at " + path);
        }
        return renderer;
    }

    /** Whether there is a page at this path. */
    public boolean has(String path) {
        return byPath.containsKey(path);
    }

    /**
     * Answers a request; a parameter that makes no sense gives an answer with status 400.
     *
     * @param query the part of a URI behind the question mark, empty if there is none
     * @return null if there is no page at this path
     */
    public @Nullable Page render(String path, String query) {
        Renderer renderer = byPath.get(path);
        if (renderer == null) {
            return null;
        }
        try {
            return renderer.render(Query.parse(query));
        } catch (BadQueryException e) {
            return Page.text(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
