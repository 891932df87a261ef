/** Containers that watch buckets. */
@NullMarked
package dev.natsbroker.spring.listener.kv;

import org.jspecify.annotations.NullMarked;
