/** Subjects: validation, wildcard matching, the index of subscriptions, and subject mappings. */
@NullMarked
package dev.natsbroker.broker.subject;

import org.jspecify.annotations.NullMarked;
