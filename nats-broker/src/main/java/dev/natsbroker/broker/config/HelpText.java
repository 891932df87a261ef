package dev.natsbroker.broker.config;

/** What {@code --help} and {@code --help_tls} print. */
final class HelpText {

    static final String USAGE = """

            Usage: nats-server [options]

            Server:
                -a, --addr, --net <host>         Address to listen on (default: 0.0.0.0)
                -p, --port <port>                Port for clients, -1 for a free one (default: 4222)
                -n, --name
                    --server_name <name>         Name of the server (default: its id)
                    --client_advertise <addr>    Address told to clients, host[:port]
                -P, --pid <file>                 File that receives the process id
                    --ports_file_dir <dir>       Folder for the file with all ports, <program>_<pid>.ports
                -m, --http_port <port>           Port for monitoring over HTTP
                -ms,--https_port <port>          Port for monitoring over HTTPS
                -c, --config <file>              Configuration file
                -t                               Check the configuration file and exit
                -sl,--signal <signal>[=<pid>]    Send ldm, stop, quit, term, reopen or reload to a running server;
                                                 <pid> is a process id or the path of a pid file

            Logging:
                -l, --log <file>                 Log file (default: standard error)
                -T, --logtime                    Lines with their time (default: true)
                    --logtime_utc                Times in UTC (default: false)
                -s, --syslog                     Log to syslog
                -r, --remote_syslog <addr>       Syslog server, such as udp://localhost:514
                -D, --debug                      Debug lines
                -V, --trace                      Trace of the protocol
                -VV                              Trace with the system account
                -DV                              Debug lines and trace
                -DVV                             Debug lines and trace with the system account
                    --log_size_limit <bytes>     Size at which the log file is rotated (default: never)
                    --max_traced_msg_len <len>   Longest payload in a trace (default: no limit)

            JetStream:
                -js, --jetstream                 Switch JetStream on; --js=false switches off that of the file
                -sd, --store_dir <dir>           Folder for its data, which lies in <dir>/jetstream
                                                 (default: nats/jetstream in the folder for temporary files)

            Authorization:
                    --user <user>                User that clients must name
                    --pass <password>            Password of the user
                    --auth <token>               Token that clients must send

            TLS:
                    --tls                        TLS for clients; --tls=false switches off that of the file
                    --tlscert <file>             Certificate of the server, PEM
                    --tlskey <file>              Private key of the certificate, PEM
                    --tlsverify                  TLS that asks clients for a certificate
                    --tlscacert <file>           Certificates that client certificates are checked against, PEM

            Clusters (not in this version):
                    --cluster, --cluster_listen <url>
                    --routes <url, url>
                    --cluster_name <name>
                    --cluster_advertise <addr>
                    --no_advertise
                    --connect_retries <number>

            Common:
                -h, --help                       This text
                -v, --version                    The version
                    --help_tls                   How to configure TLS
            """;

    private static final String TLS = """

            TLS is configured in the tls block of the configuration file:

                tls {
                    cert_file:      "./certs/server.pem"
                    key_file:       "./certs/server-key.pem"
                    ca_file:        "./certs/ca.pem"
                    verify:         true
                    min_version:    "1.3"
                    timeout:        "2s"
                    cipher_suites:  ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]
                    curve_preferences: ["X25519", "CurveP256"]
                }

            Cipher suites:
            """;

    private HelpText() {}

    static String tls() {
        StringBuilder text = new StringBuilder(TLS);
        TlsNames.CIPHER_SUITES.forEach(name -> text.append("    ").append(name).append('\n'));
        text.append("\nCurves:\n");
        TlsNames.CURVES.stream()
                .sorted()
                .forEach(name -> text.append("    ").append(name).append('\n'));
        return text.toString();
    }
}
