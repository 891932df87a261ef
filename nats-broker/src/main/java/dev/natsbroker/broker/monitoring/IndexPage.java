package dev.natsbroker.broker.monitoring;

import java.util.List;

/** The page that leads to the others. */
final class IndexPage {
    private record Link(String path, String title) {}

    private static final List<Link> LINKS = List.of(
            new Link("/varz", "General"),
            new Link("/jsz", "JetStream"),
            new Link("/connz", "Connections"),
            new Link("/accountz", "Accounts"),
            new Link("/accstatz", "Account Stats"),
            new Link("/subsz", "Subscriptions"),
            new Link("/routez", "Routes"),
            new Link("/leafz", "LeafNodes"),
            new Link("/gatewayz", "Gateways"),
            new Link("/raftz", "Raft Groups"),
            new Link("/healthz", "Health Probe"),
            new Link("/debug/vars", "Expvar"));

    private IndexPage() {}

    /**
     * Draws the page.
     *
     * @param basePath the path of the page itself; the links are relative to it, so that they also work behind a proxy
     */
    static Page draw(BrokerView view, String basePath) {
        String prefix = "." + basePath.substring(basePath.lastIndexOf('/'));
        StringBuilder links = new StringBuilder();
        for (Link link : LINKS) {
            String target = prefix.endsWith("/") ? prefix + link.path.substring(1) : prefix + link.path;
            links.append(
                    "      <li><a href=\"%s\">%s</a> <code>%s</code></li>\n".formatted(target, link.title, link.path));
        }
        return Page.html("""
                <!DOCTYPE html>
                <html lang="en">
                  <head>
                    <meta charset="utf-8">
                    <title>NATS monitoring</title>
                    <style>
                      body { font-family: system-ui, sans-serif; margin: 2rem }
                      li { margin: .4rem 0 }
                      code { color: #777 }
                    </style>
                  </head>
                  <body>
                    <h1>NATS monitoring</h1>
                    <p>%s, compatible with nats-server %s</p>
                    <ul>
                %s    </ul>
                  </body>
                </html>
                """.formatted(view.productVersion(), view.compatibleVersion(), links));
    }
}
