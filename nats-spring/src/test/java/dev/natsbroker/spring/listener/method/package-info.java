/** Tests of what becomes of a message on its way to a method. */
@NullMarked
package dev.natsbroker.spring.listener.method;

import org.jspecify.annotations.NullMarked;
