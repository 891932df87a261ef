package dev.natsbroker.app;

import dev.natsbroker.broker.config.BrokerOptions;
import java.util.List;

final class InterimFlags implements OptionsSource {
    private final List<String> args;

    InterimFlags(List<String> args) {
        this.args = args;
    }

    @Override
    public BrokerOptions load(BrokerOptions base) {
        var b = base.toBuilder();
        for (int i = 0; i + 1 < args.size(); i += 2) {
            String v = args.get(i + 1);
            switch (args.get(i)) {
                case "-p" -> b.port(Integer.parseInt(v));
                case "-a" -> b.host(v);
                case "-m" -> b.httpPort(Integer.parseInt(v));
                case "-P" -> b.process(p -> p.pidFile(java.nio.file.Path.of(v)));
                case "--ports_file_dir" -> b.process(p -> p.portsFileDir(java.nio.file.Path.of(v)));
                default -> throw new UnusableOptionsException("flag " + args.get(i), new RuntimeException());
            }
        }
        return b.build();
    }

    @Override
    public boolean hasFile() {
        return false;
    }
}
