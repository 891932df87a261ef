/** Publishing and processing without loss and without doubles. */
@NullMarked
package dev.natsbroker.samples.exactlyonce;

import org.jspecify.annotations.NullMarked;
