/** Connection details from services of Docker Compose. */
@NullMarked
package dev.natsbroker.autoconfigure.docker.compose;

import org.jspecify.annotations.NullMarked;
