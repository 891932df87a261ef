/** What the Spring side costs beside the plain client library. */
@NullMarked
package dev.natsbroker.bench.spring;

import org.jspecify.annotations.NullMarked;
