package dev.natsbroker.samples.exactlyonce;

import java.math.BigDecimal;

/** A line in the books. */
record Booking(String paymentId, String account, BigDecimal amount) {}
