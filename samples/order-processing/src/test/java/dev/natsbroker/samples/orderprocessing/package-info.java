/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.orderprocessing;

import org.jspecify.annotations.NullMarked;
