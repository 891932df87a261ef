/** Object stores (ADR-20) as Spring resources. */
@NullMarked
package dev.natsbroker.spring.object;

import org.jspecify.annotations.NullMarked;
