/* SPDX-License-Identifier: Apache-2.0 */
	.text
	.globl	faraway_calls
faraway_calls:
	bl	kolink_far
	bl	kolink_farther
	bl	kolink_far			/* the same again, not next to the first */
	bl	kolink_far
	bl	kolink_far + 8			/* an entry of its own: the addend differs */
	bl	kolink_far + 8			/* counted again: addends are never shared */
	bl	_printk				/* near: reached directly */
	bl	faraway_near
	adrp	x0, jiffies_page		/* not a branch: stays behind the sorted part */
	b	kolink_farther			/* JUMP26: another type, another entry */

	.section .text.near, "ax"
	.globl	faraway_near
faraway_near:
jiffies_page:
	bl	kolink_farther			/* a single entry: outside the sort */
	ret

	.section .init.text, "ax"
	.globl	init_module
init_module:
	bl	kolink_farther
	bl	kolink_far
	bl	kolink_farther
	bl	faraway_calls
	mov	w0, #0
	ret
