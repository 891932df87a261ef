/** What travels: the message view, subscriptions, and the port through which receivers take messages. */
@NullMarked
package dev.natsbroker.broker.message;

import org.jspecify.annotations.NullMarked;
