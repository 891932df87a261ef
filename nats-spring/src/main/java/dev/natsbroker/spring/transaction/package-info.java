/** Publishing after the commit of a Spring transaction. */
@NullMarked
package dev.natsbroker.spring.transaction;

import org.jspecify.annotations.NullMarked;
