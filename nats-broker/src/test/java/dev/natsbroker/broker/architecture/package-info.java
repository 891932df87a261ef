/** The rules of the house as tests: who may depend on whom, and how large a file may grow. */
@NullMarked
package dev.natsbroker.broker.architecture;

import org.jspecify.annotations.NullMarked;
