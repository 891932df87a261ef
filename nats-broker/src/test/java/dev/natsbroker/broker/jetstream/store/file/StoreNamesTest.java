package dev.natsbroker.broker.jetstream.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a folder's name back to the name that it stands for. */
class StoreNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"orders", "ORDERS", "$G", "aB-c_9", "con", "äöü", "a%41", "a+b"})
    void shouldFindTheNameAgain(String name) {
        assertThat(StoreNames.decode(StoreNames.encode(name))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foreign", "%", "%4", "%zz", "+", "a.b", ""})
    void shouldLeaveForeignNames(String fileName) {
        assertThat(StoreNames.decode(fileName)).isEqualTo(fileName);
    }

    @Test
    void shouldLeaveNamesThatWereCut() {
        String cut = StoreNames.encode("x".repeat(300));

        assertThat(StoreNames.decode(cut)).isEqualTo(cut);
    }
}
