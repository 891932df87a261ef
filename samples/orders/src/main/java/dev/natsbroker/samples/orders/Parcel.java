package dev.natsbroker.samples.orders;

/** A packed order, and who has packed it. */
record Parcel(String orderId, String packer) {}
