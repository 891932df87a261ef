package dev.natsbroker.samples.orderprocessing;

import java.math.BigDecimal;

/** What a customer has to pay for. */
record Order(String id, String customer, BigDecimal total) {}
