/** Tests of the sample. */
@NullMarked
package dev.natsbroker.samples.pricingservice;

import org.jspecify.annotations.NullMarked;
