/** Calls methods of beans for messages: arguments by Spring's messaging annotations, at no cost for what a method does not ask. */
@NullMarked
package dev.natsbroker.spring.listener.method;

import org.jspecify.annotations.NullMarked;
