package dev.natsbroker.broker.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of INFO that are the same for all clients of a listener, and the encoder that adds a connection's own.
 *
 * @param serverId the server's public key, new for every start
 * @param serverName the configured name, or the id
 * @param version the nats-server version that this broker is compatible with; clients switch features on it
 * @param runtime the Java version, in the field where clients expect Go's
 * @param jetStream whether the server has JetStream
 * @param domain name of the JetStream domain; null for none
 * @param connectUrls addresses of the cluster's servers; empty on a lone server
 */
public record ServerInfo(
        String serverId,
        String serverName,
        String version,
        String runtime,
        String host,
        int port,
        boolean headers,
        boolean authRequired,
        boolean tlsRequired,
        boolean tlsVerify,
        boolean tlsAvailable,
        int maxPayload,
        boolean jetStream,
        @Nullable String cluster,
        @Nullable String domain,
        List<String> connectUrls,
        boolean lameDuck) {
    /** The JetStream API level of the version that this broker is compatible with. */
    private static final int API_LEVEL = 5;

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] PREFIX = "INFO ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUFFIX = " \r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * What differs from connection to connection.
     *
     * @param nonce what an NKey client signs, if NKeys are in use
     * @param hideAuthRequired whether the connection gets in without credentials, as the first INFO of {@code no_auth_user} says
     * @param connectInfo the answer to the first PING, or null in the first INFO
     */
    public record Personal(
            long clientId,
            @Nullable String clientIp,
            @Nullable String nonce,
            boolean hideAuthRequired,
            int maxPayload,
            @Nullable ConnectInfo connectInfo) {}

    /**
     * The part of the INFO that answers the first PING.
     *
     * @param account the account that the client was bound to
     */
    public record ConnectInfo(String account, boolean systemAccount) {}

    /** The same for a connection that is encrypted already, whatever other connections may choose. */
    public ServerInfo requiringTls() {
        return new ServerInfo(
                serverId,
                serverName,
                version,
                runtime,
                host,
                port,
                headers,
                authRequired,
                true,
                tlsVerify,
                tlsAvailable,
                maxPayload,
                jetStream,
                cluster,
                domain,
                connectUrls,
                lameDuck);
    }

    /** The INFO line for one connection. */
    public byte[] encode(Personal personal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(PREFIX);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            writeServer(json, personal);
            writeConnection(json, personal);
            json.writeEndObject();
        }
        out.writeBytes(SUFFIX);
        return out.toByteArray();
    }

    private void writeServer(JsonGenerator json, Personal personal) {
        json.writeStringProperty("server_id", serverId);
        json.writeStringProperty("server_name", serverName);
        json.writeStringProperty("version", version);
        json.writeNumberProperty("proto", 1);
        json.writeStringProperty("go", runtime);
        json.writeStringProperty("host", host);
        json.writeNumberProperty("port", port);
        json.writeBooleanProperty("headers", headers);
        writeIf(json, "auth_required", authRequired && !personal.hideAuthRequired());
        writeIf(json, "tls_required", tlsRequired);
        writeIf(json, "tls_verify", tlsVerify);
        writeIf(json, "tls_available", tlsAvailable);
        json.writeNumberProperty("max_payload", personal.maxPayload());
        writeIf(json, "jetstream", jetStream);
    }

    private void writeConnection(JsonGenerator json, Personal personal) {
        json.writeNumberProperty("client_id", personal.clientId());
        writeIf(json, "client_ip", personal.clientIp());
        writeIf(json, "nonce", personal.nonce());
        writeIf(json, "cluster", cluster);
        writeIf(json, "domain", domain);
        if (!connectUrls.isEmpty()) {
            json.writeArrayPropertyStart("connect_urls");
            connectUrls.forEach(json::writeString);
            json.writeEndArray();
        }
        writeIf(json, "ldm", lameDuck);
        ConnectInfo connectInfo = personal.connectInfo();
        if (connectInfo != null) {
            json.writeBooleanProperty("connect_info", true);
            json.writeStringProperty("remote_account", connectInfo.account());
            writeIf(json, "acc_is_sys", connectInfo.systemAccount());
        }
        json.writeNumberProperty("api_lvl", API_LEVEL);
    }

    private static void writeIf(JsonGenerator json, String name, boolean value) {
        if (value) {
            json.writeBooleanProperty(name, true);
        }
    }

    private static void writeIf(JsonGenerator json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
