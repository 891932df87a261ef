/** Tests of connection details from containers. */
@NullMarked
package dev.natsbroker.autoconfigure.testcontainers;

import org.jspecify.annotations.NullMarked;
