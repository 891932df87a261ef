/** Connection details from containers of tests. */
@NullMarked
package dev.natsbroker.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
