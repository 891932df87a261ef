package dev.natsbroker.samples.pricingservice;

import java.math.BigDecimal;

/** What a number of pieces cost. */
record Quote(String product, int quantity, BigDecimal total) {}
