package dev.natsbroker.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCommandTest {
    private final SignalCommand command = new SignalCommand("x.Main");

    @ParameterizedTest
    @CsvSource({
        "-Xms24m -jar /a/target/server/nats-broker-app-thin.jar -p 4222, true",
        "-jar nats-broker-app-0.1.0.jar, true",
        "-cp a.jar:b.jar x.Main -p -1, true",
        "-jar /b/nats-broker-app/target/surefire/booter.jar /b/nats-broker-app, false",
        "-cp /b/nats-broker-app-thin.jar other.Main, false",
        "-jar, false"
    })
    void shouldTellServersFromOtherProcesses(String arguments, boolean server) {
        assertThat(command.isServer(List.of(arguments.split(" ")))).isEqualTo(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reload=abc", "stop=12x"})
    void shouldRefuseWhatIsNoPid(String argument) {
        assertThat(command.run(argument)).isEqualTo("invalid pid: " + argument.substring(argument.indexOf('=') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reload=999999999", "ldm=999999999"})
    void shouldSayThatThereIsNoSuchProcess(String argument) {
        assertThat(command.run(argument)).endsWith("999999999: no such process");
    }
}
