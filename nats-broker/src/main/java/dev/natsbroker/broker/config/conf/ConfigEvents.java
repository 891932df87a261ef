package dev.natsbroker.broker.config.conf;

import dev.natsbroker.broker.config.conf.Source.Item;

/** What the lexer finds in a configuration file, in order. */
interface ConfigEvents {

    void key(Item item);

    void text(Item item);

    void bool(Item item);

    void integer(Item item);

    void decimal(Item item);

    void date(Item item);

    void variable(Item item);

    void include(Item item);

    void arrayStart();

    void arrayEnd(Item item);

    void mapStart();

    void mapEnd(Item item);

    void comment();

    /** The input ended, at a place where it may. */
    void end(Item item);
}
