package dev.natsbroker.app;

import dev.natsbroker.broker.config.BrokerOptions;

/** Where the options of the server come from; asked again at a reload. */
interface OptionsSource {

    /**
     * The options: the flags over the file over what is given.
     *
     * @param base the options that hold where neither flags nor file say anything
     * @throws UnusableOptionsException if they cannot be read, with a message for the operator
     */
    BrokerOptions load(BrokerOptions base);

    /** Whether there is a file, which may have changed since it was read. */
    boolean hasFile();
}
