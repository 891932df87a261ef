/** What happens to connections and listeners, as Spring application events. */
@NullMarked
package dev.natsbroker.spring.event;

import org.jspecify.annotations.NullMarked;
