/** A service with discovery, and a typed client. */
@NullMarked
package dev.natsbroker.samples.pricingservice;

import org.jspecify.annotations.NullMarked;
