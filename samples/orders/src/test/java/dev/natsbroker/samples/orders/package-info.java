/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.orders;

import org.jspecify.annotations.NullMarked;
