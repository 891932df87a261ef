/** What templates and listeners have in common about messages. */
@NullMarked
package dev.natsbroker.spring.support;

import org.jspecify.annotations.NullMarked;
