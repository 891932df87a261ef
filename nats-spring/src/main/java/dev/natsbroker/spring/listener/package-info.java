/** Containers that receive messages and hand them to listeners. */
@NullMarked
package dev.natsbroker.spring.listener;

import org.jspecify.annotations.NullMarked;
